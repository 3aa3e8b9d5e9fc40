-- Asks or tells a provider's breaker, on Redis' own time, so that no node's clock counts. Times in milliseconds.
-- KEYS[1]  a hash: faults (in a row), open (until when), probe (until when the call that finds out is waited for); none: closed
-- ARGV[1]  'admit', or the report: 0 answered, 1 failed, 2 unknown
-- ARGV[2]  faults that open it, ARGV[3] how long faults are in a row, ARGV[4] open, ARGV[5] a probe, ARGV[6] remembered
-- Returns the state: 0 closed, 1 half open, 2 open.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local open = tonumber(redis.call('HGET', KEYS[1], 'open'))

if ARGV[1] == 'admit' then
    if not open then return 0 end
    local probe = tonumber(redis.call('HGET', KEYS[1], 'probe'))
    if now < open or (probe and now < probe) then return 2 end
    redis.call('HSET', KEYS[1], 'probe', string.format('%.0f', now + tonumber(ARGV[5])))
    redis.call('PEXPIRE', KEYS[1], ARGV[6])
    return 1
end

if ARGV[1] == '0' then
    redis.call('DEL', KEYS[1])
    return 0
end

if ARGV[1] == '1' then
    local faults = redis.call('HINCRBY', KEYS[1], 'faults', 1)
    if not open and faults < tonumber(ARGV[2]) then
        redis.call('PEXPIRE', KEYS[1], ARGV[3])
        return 0
    end
    redis.call('HSET', KEYS[1], 'open', string.format('%.0f', now + tonumber(ARGV[4])))
    redis.call('HDEL', KEYS[1], 'probe')
    redis.call('PEXPIRE', KEYS[1], ARGV[6])
    return 2
end

if not open then return 0 end
redis.call('HDEL', KEYS[1], 'probe')
if now < open then return 2 end
return 1
