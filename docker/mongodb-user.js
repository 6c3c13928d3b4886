// Runs once, when the data folder is new: Plenum's own user, who may use its database and nothing else.
db.getSiblingDB('admin').createUser({
  user: 'plenum',
  pwd: process.env.MONGODB_PLENUM_PASSWORD,
  roles: [{ role: 'readWrite', db: 'plenum' }],
});
