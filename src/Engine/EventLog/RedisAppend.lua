-- Adds events behind the writer's last one: ARGV[1] is the writer's term, ARGV[2] the index of the last event that it knows to be there.
local log = load()
if not log then return 'lost' end

local term, index = tonumber(ARGV[1]), tonumber(ARGV[2])
local lastTerm, lastIndex = tonumber(ARGV[#ARGV - 3]), tonumber(ARGV[#ARGV - 2])
if lastTerm == log.term and lastIndex <= log.index then return 'added' end
if log.closed or log.term > term then return 'fenced' end
if log.term < term or log.index < index then return 'lost' end

-- The meta outlived the events: who reads on would miss what this writer said before.
if log.index > 0 and redis.call('EXISTS', EVENTS) == 0 then return 'lost' end

local first = FIRST
while tonumber(ARGV[first]) == term and tonumber(ARGV[first + 1]) <= log.index do first = first + WIDTH end
write(log, first)
return 'added'
