-- Stands before each of the other scripts. KEYS: what is known of the conversation (a hash), its entries (a list), the
-- ids of its appends (a hash). ARGV[1]: its id. All three keys are read before anything is written, so an error such as
-- WRONGTYPE leaves them as they are.
local known = redis.call('HMGET', KEYS[1], 'v', 'id', 'incarnation', 'length', 'appends', 'ttl', 'touched')
local length = redis.call('LLEN', KEYS[2])
local appends = redis.call('HLEN', KEYS[3])
local incarnation = known[3] or ''

if known[1] and known[1] ~= '1' then
  return {'newer'}
end
if incarnation == '' then
  if redis.call('EXISTS', KEYS[1], KEYS[2], KEYS[3]) > 0 then
    return {'damaged'}
  end
elseif not known[1] or known[2] ~= ARGV[1] or tonumber(known[4]) ~= length or tonumber(known[5]) ~= appends or not known[7] then
  return {'damaged'}
end

-- Lets all keys go at the same moment, by the clock of this server: the shorter of two times to live (0 is none) after
-- the last append.
local function last(own, general, touched)
  local lasting = own
  if own == 0 or (general > 0 and general < own) then
    lasting = general
  end
  if lasting == 0 then
    redis.call('HDEL', KEYS[1], 'lasting')
    for i = 1, 3 do
      redis.call('PERSIST', KEYS[i])
    end
  else
    redis.call('HSET', KEYS[1], 'lasting', string.format('%.0f', lasting))
    for i = 1, 3 do
      redis.call('PEXPIREAT', KEYS[i], string.format('%.0f', touched + lasting))
    end
  end
end
