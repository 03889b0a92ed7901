module.exports = ({ env }) => ({
  auth: { secret: 'for tests alone' },
  apiToken: { salt: 'for tests alone' },
  transfer: { token: { salt: 'for tests alone' } },
  secrets: { encryptionKey: 'for tests alone, thirty-two long' },
  serveAdminPanel: env.bool('ADMIN_PANEL', false),
});
