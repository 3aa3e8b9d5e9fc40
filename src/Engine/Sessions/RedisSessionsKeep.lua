-- Keeps a copy of what was read after this generation, unless it was changed since, or is being changed.
-- KEYS[1] the copy; ARGV: generation, copy, lifetime in ms.
if (redis.call('HGET', KEYS[1], 'generation') or '') ~= ARGV[1] then return 0 end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local fields = redis.call('HGETALL', KEYS[1])
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 5) == 'hold:' and tonumber(fields[i + 1]) > now then return 0 end
end
redis.call('HSET', KEYS[1], 'copy', ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
