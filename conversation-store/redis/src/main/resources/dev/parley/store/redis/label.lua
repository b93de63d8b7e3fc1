-- ARGV: 2 the tags, 3 the title, if there is one.
if incarnation == '' then
  return {'none'}
end
local kept = redis.pcall('HSET', KEYS[1], 'tags', ARGV[2])
if type(kept) == 'table' then
  return kept
end
if ARGV[3] then
  redis.call('HSET', KEYS[1], 'title', ARGV[3])
else
  redis.call('HDEL', KEYS[1], 'title')
end
return {'done'}
