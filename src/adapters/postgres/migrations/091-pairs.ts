/** Failed logins are counted for a login from one address too, so that a stranger's do not lock its person out. */
export const sql = `
alter table login_attempts drop constraint login_attempts_counted_check;
alter table login_attempts add constraint login_attempts_counted_check check (counted in ('login', 'address', 'pair'));
create index login_attempts_last on login_attempts (last_at);
`
