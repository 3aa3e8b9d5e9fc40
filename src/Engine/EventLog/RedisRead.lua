-- The floor and the events above a cursor, in one call, so that they fit together; nothing where there is no log.
--   KEYS  the log's meta, its events
--   ARGV  1 the cursor as an entry's id, 2 how many events at most
local meta = redis.call('HMGET', KEYS[1], 'term', 'index', 'floor')
if not meta[1] then return {} end

-- The events go before the meta does: then nothing is held at and below its last number.
if redis.call('EXISTS', KEYS[2]) == 0 then return { string.format('%.0f', meta[1] * 1048576 + meta[2]) } end

local page = { meta[3] }
for i, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[1], '+', 'COUNT', ARGV[2])) do page[i + 1] = entry[2][2] end
return page
