-- ARGV: 2 and 3 the first and last place, from 0; negative ones count from the end. A transaction would be refused where
-- memory is short; a script that only reads is not.
if incarnation == '' then
  return {'none'}
end
return {'done', incarnation, length, redis.call('LRANGE', KEYS[2], ARGV[2], ARGV[3])}
