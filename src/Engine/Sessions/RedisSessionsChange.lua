-- Drops a copy. Until the change that it is dropped for is over, or its time is, none is kept.
-- KEYS[1] the copy; ARGV: the change's id, new generation, how long the change may take in ms (0: it is over), lifetime in ms.
redis.call('HDEL', KEYS[1], 'copy', 'hold:' .. ARGV[1])
redis.call('HSET', KEYS[1], 'generation', ARGV[2])
if tonumber(ARGV[3]) > 0 then
  local time = redis.call('TIME')
  local untilMs = time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[3]
  redis.call('HSET', KEYS[1], 'hold:' .. ARGV[1], string.format('%.0f', untilMs))
end
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
