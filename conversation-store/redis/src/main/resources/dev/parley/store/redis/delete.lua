-- ARGV: 2 and 3 the expected version.
if incarnation ~= ARGV[2] or length ~= tonumber(ARGV[3]) then
  return {'stale', incarnation, length}
end
redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
return {'done'}
