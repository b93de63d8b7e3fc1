-- Names and values of all that is known.
if incarnation == '' then
  return {'none'}
end
return {'done', incarnation, length, redis.call('HGETALL', KEYS[1])}
