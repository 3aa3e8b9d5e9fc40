-- Counts one more connection of a user, if there is room. Each is a deadline that its node moves on: a killed node's connections free themselves.
-- KEYS[1]  a sorted set: connection, deadline in ms
-- ARGV[1]  the connection, ARGV[2] how many there may be, ARGV[3] ms until its deadline
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', string.format('%.0f', now))
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], string.format('%.0f', now + ARGV[3]), ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
