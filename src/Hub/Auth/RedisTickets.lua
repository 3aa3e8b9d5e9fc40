-- Takes room for a ticket in its user's set of deadlines, or says after how many ms there is some again.
--   KEYS  the user's unused tickets, each with its end
--   ARGV  1 the ticket's hash, 2 how long it is good (ms), 3 how many a user may have
local function text(number)
  return string.format('%.0f', number)
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then
  return redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2] - now
end
redis.call('ZADD', KEYS[1], text(now + ARGV[2]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 0
