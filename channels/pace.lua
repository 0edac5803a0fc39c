-- What channels/pace.py says, in one step that nobody interrupts. All in whole milliseconds.
-- KEYS: what left; the answers that wait (both sorted by moment; members are "ref|part|segments"); the end of the line.
-- ARGV: ref, segments, is_answer, has_waited, now, most, window, kept windows, late windows.
local left_key, waiting_key, line_key = KEYS[1], KEYS[2], KEYS[3]
local ref, segments = ARGV[1], tonumber(ARGV[2])
local is_answer, is_again = ARGV[3] == "1", ARGV[4] == "1"
local now, most, window = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local kept, late = tonumber(ARGV[8]), tonumber(ARGV[9])
local parts = math.max(1, math.ceil(segments / most))

local function size_of(part) return math.min(most, segments - part * most) end

redis.call("ZREMRANGEBYSCORE", left_key, "-inf", now - kept * window)
redis.call("ZREMRANGEBYSCORE", waiting_key, "-inf", now - late * window)

local known = {}
local function read(key)
  local rows = redis.call("ZRANGE", key, 0, -1, "WITHSCORES")
  for place = 1, #rows, 2 do
    local whose, size = string.match(rows[place], "^(.*)|%d+|(%d+)$")
    known[#known + 1] = { at = tonumber(rows[place + 1]), size = tonumber(size), ref = whose, member = rows[place] }
  end
end

read(waiting_key)
local others = {}
local ends = now
for _, part in ipairs(known) do
  if part.ref == ref then
    is_again = true
    redis.call("ZREM", waiting_key, part.member)
  else
    others[#others + 1] = part
    ends = math.max(ends, part.at)
  end
end
known = {}
if not (is_answer and is_again) then known = others end
read(left_key)
table.sort(known, function(one, other) return one.at < other.at end)

local begin = now
if not is_again then
  begin = is_answer and ends or math.max(now, tonumber(redis.call("GET", line_key) or "0"))
end

local sums = { [0] = 0 }
for place = 1, #known do sums[place] = sums[place - 1] + known[place].size end
local function after(moment)
  local low, high = 0, #known
  while low < high do
    local middle = math.floor((low + high + 1) / 2)
    if known[middle].at <= moment then low = middle else high = middle - 1 end
  end
  return low
end
local function held(ending) return sums[after(ending)] - sums[after(ending - window)] end
local function suits(at, size)
  if held(at) + size > most then return false end
  for place = after(at) + 1, #known do
    if known[place].at >= at + window then break end
    if held(known[place].at) + size > most then return false end
  end
  return true
end
local function all_suit(at)
  for part = 0, parts - 1 do
    if not suits(at + part * window, size_of(part)) then return false end
  end
  return true
end

local at = begin
if not all_suit(at) then
  for place = 1, #known do
    local freed = known[place].at + window
    if freed > begin and all_suit(freed) then
      at = freed
      break
    end
  end
end

local keep = math.ceil(at - now + (kept + parts) * window) + 60000
local function remember(key)
  for part = 0, parts - 1 do
    redis.call("ZADD", key, at + part * window, ref .. "|" .. part .. "|" .. size_of(part))
  end
  redis.call("PEXPIRE", key, keep)
end
if at == now then
  remember(left_key)
elseif is_answer then
  remember(waiting_key)
elseif not is_again then
  redis.call("SET", line_key, at + math.ceil(segments * window / most), "PX", keep + segments * window)
end
return at
