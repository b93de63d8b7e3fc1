-- ARGV: 2 and 3 the expected version, 4 the append's id, 5 the incarnation of a new conversation, 6 the time, 7 the
-- store's time to live, 8 the model or nothing, from 9 on the entries.
local done = redis.call('HGET', KEYS[3], ARGV[4])
if done then
  return {'repeated', incarnation, tonumber(done)}
end
if incarnation ~= ARGV[2] or length ~= tonumber(ARGV[3]) then
  return {'stale', incarnation, length}
end

-- Before the first write: a user who may not ask for the time gets an error here, and nothing is torn.
local time = redis.call('TIME')
local touched = time[1] * 1000 + math.floor(time[2] / 1000)

local first = 9
while first <= #ARGV do
  -- Lua's stack does not take more than 8,000 at a time.
  local upto = math.min(first + 999, #ARGV)
  -- Only the first write can be refused, for want of memory: then its error is the answer.
  local pushed = redis.pcall('RPUSH', KEYS[2], unpack(ARGV, first, upto))
  if type(pushed) == 'table' then
    return pushed
  end
  length = pushed
  first = upto + 1
end

if incarnation == '' then
  incarnation = ARGV[5]
  redis.call('HSET', KEYS[1], 'v', '1', 'id', ARGV[1], 'incarnation', incarnation, 'begun', ARGV[6])
end
redis.call('HSET', KEYS[1], 'length', length, 'appends', appends + 1, 'changed', ARGV[6], 'touched', string.format('%.0f', touched))
if ARGV[8] ~= '' then
  redis.call('HSET', KEYS[1], 'model', ARGV[8])
end
redis.call('HSET', KEYS[3], ARGV[4], length)
last(tonumber(known[6] or 0), tonumber(ARGV[7]), touched)
return {'appended', incarnation, length}
