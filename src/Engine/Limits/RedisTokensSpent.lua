-- Adds to what a user has spent, where that is known: what is not known is read from the database, which has this too.
-- KEYS[1]  the user's tokens of the day
-- ARGV[1]  what comes to them
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
return redis.call('INCRBY', KEYS[1], ARGV[1])
