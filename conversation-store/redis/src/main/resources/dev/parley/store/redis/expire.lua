-- ARGV: 2 the conversation's own time to live, 3 the store's; 0 is none.
if incarnation == '' then
  return {'none'}
end
local kept = redis.pcall('HSET', KEYS[1], 'ttl', ARGV[2])
if type(kept) == 'table' then
  return kept
end
last(tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(known[7]))
return {'done'}
