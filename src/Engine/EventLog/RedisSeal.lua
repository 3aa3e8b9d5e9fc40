-- Installs a term, ARGV[1], with its first events, and returns the older events: in one step, or an older writer could add something in between.
local log = load()
local term = tonumber(ARGV[1])
local lastIndex = #ARGV >= FIRST and tonumber(ARGV[#ARGV - 2]) or 0

if not (log and log.term == term and lastIndex <= log.index) then
  if log and (log.closed or log.term >= term) then return { 'fenced' } end
  if not log then
    -- Events without their meta are a remainder that nobody vouches for.
    redis.call('DEL', EVENTS, ENDS)
    log = { floor = term == 1 and 0 or sequence(term, 0), open = false, closed = false }
  elseif redis.call('EXISTS', EVENTS) == 0 then
    log.floor = sequence(log.term, log.index)
  end
  log.term, log.index = term, 0
  write(log, FIRST)
end

local answer = { 'sealed' }
for i, entry in ipairs(redis.call('XRANGE', EVENTS, '-', text(term - 1))) do answer[i + 1] = entry[2][2] end
return answer
