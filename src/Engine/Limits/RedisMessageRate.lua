-- Takes one message of a user by the generic cell rate algorithm, on Redis' own time, so that no node's clock counts.
-- KEYS[1]  when the next message is due if they come evenly, in microseconds
-- ARGV[1]  the interval between two, ARGV[2] a minute, ARGV[3] how far ahead the due time is where Redis does not know it; '' to be told so
-- Returns the wait in microseconds, 0 where the message was taken, -1 where the due time is not known.
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local due = tonumber(redis.call('GET', KEYS[1]))
if not due then
    if ARGV[3] == '' then return -1 end
    due = now + tonumber(ARGV[3])
end

local from = math.max(due, now) + tonumber(ARGV[1])
local wait = from - now - tonumber(ARGV[2])
if wait > 0 then
    redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000) + 60000)
    return math.ceil(wait)
end

-- Kept for a minute more than it counts: who is known to be quiet need not be looked up in the database.
redis.call('SET', KEYS[1], string.format('%.0f', from), 'PX', math.ceil((from - now) / 1000) + 60000)
return 0
