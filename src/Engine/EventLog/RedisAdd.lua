-- What appending and sealing have in common. Both are called with
--   KEYS  the log's meta, its events, its ends
--   ARGV  1 term, 2 index, 3 channel, 4 the command that publishes, 5 retention, 6 keep (both ms);
--         then for each event: term, index, kind (turn, end, outside or closed), JSON
-- The meta holds the term and index of the last event or seal; floor: at and below it nothing is held; open: a turn has not ended; closed.
-- The ends are a list of '<ms> <term>-<index>', one for each event behind which no turn is open: the places up to which may be trimmed, once they are old.
local META, EVENTS, ENDS = KEYS[1], KEYS[2], KEYS[3]
local FIRST, WIDTH = 7, 4

-- Not tostring: it keeps 14 digits of a number, a sequence has up to 16.
local function text(number)
  return string.format('%.0f', number)
end

local function sequence(term, index)
  return term * 1048576 + index
end

local function load()
  local meta = redis.call('HMGET', META, 'term', 'index', 'floor', 'open', 'closed')
  if not meta[1] then return nil end
  return {
    term = tonumber(meta[1]), index = tonumber(meta[2]), floor = tonumber(meta[3]),
    open = meta[4] == '1', closed = meta[5] == '1',
  }
end

local function trim(log, now)
  local place, mark = nil, redis.call('LINDEX', ENDS, 0)
  while mark do
    local at, term, index = string.match(mark, '^(%d+) (%d+)-(%d+)$')
    if at + ARGV[5] > now then break end
    place = { term = term, index = tonumber(index) }
    redis.call('LPOP', ENDS)
    mark = redis.call('LINDEX', ENDS, 0)
  end
  if not place then return end
  redis.call('XTRIM', EVENTS, 'MINID', '=', place.term .. '-' .. text(place.index + 1))
  log.floor = sequence(tonumber(place.term), place.index)
end

-- Adds the events from ARGV[first] on, drops what is due, wakes who waits. Redis' own clock tells the age: one clock for all nodes.
local function write(log, first)
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local last
  for i = first, #ARGV, WIDTH do
    local kind = ARGV[i + 2]
    last = ARGV[i] .. '-' .. ARGV[i + 1]
    redis.call('XADD', EVENTS, last, 'e', ARGV[i + 3])
    log.term, log.index = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
    log.closed = log.closed or kind == 'closed'
    log.open = kind == 'turn' or (log.open and kind == 'outside')
    if not log.open then redis.call('RPUSH', ENDS, text(now) .. ' ' .. last) end
  end
  trim(log, now)

  -- A live turn may be silent for long, and the fence must outlive the events.
  redis.call('HSET', META, 'term', text(log.term), 'index', text(log.index), 'floor', text(log.floor),
    'open', log.open and '1' or '0', 'closed', log.closed and '1' or '0')
  redis.call('PEXPIRE', META, ARGV[6])
  redis.call('PEXPIRE', EVENTS, log.open and ARGV[6] or ARGV[5])
  redis.call('PEXPIRE', ENDS, log.open and ARGV[6] or ARGV[5])
  if last then redis.call(ARGV[4], ARGV[3], last) end
end
