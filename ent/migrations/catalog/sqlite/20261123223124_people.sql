-- +goose Up
-- create "sessions" table
CREATE TABLE `sessions` (`id` uuid NOT NULL, `user_id` uuid NOT NULL, `refresh` blob NOT NULL, `previous` blob NULL, `strong` bool NOT NULL, `created_at` datetime NOT NULL, `used_at` datetime NOT NULL, `expires_at` datetime NOT NULL, `revoked_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "sessions_refresh_key" to table: "sessions"
CREATE UNIQUE INDEX `sessions_refresh_key` ON `sessions` (`refresh`);
-- create index "session_user_id" to table: "sessions"
CREATE INDEX `session_user_id` ON `sessions` (`user_id`);
-- create index "session_previous" to table: "sessions"
CREATE INDEX `session_previous` ON `sessions` (`previous`);
-- create index "session_expires_at" to table: "sessions"
CREATE INDEX `session_expires_at` ON `sessions` (`expires_at`);
-- create "users" table
CREATE TABLE `users` (`id` uuid NOT NULL, `account_id` uuid NULL, `role` text NOT NULL, `label` text NOT NULL, `state` text NOT NULL, `login` blob NOT NULL, `password` text NULL, `totp` blob NULL, `totp_step` integer NOT NULL DEFAULT (0), `recovery` json NULL, `invitation` blob NULL, `invited_until` datetime NULL, `failures` integer NOT NULL DEFAULT (0), `locked_until` datetime NULL, `created_at` datetime NOT NULL, `created_by` text NOT NULL, `last_used_at` datetime NULL, `reviewed_at` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "users_login_key" to table: "users"
CREATE UNIQUE INDEX `users_login_key` ON `users` (`login`);
-- create index "user_account_id" to table: "users"
CREATE INDEX `user_account_id` ON `users` (`account_id`);

-- +goose Down
-- reverse: create index "user_account_id" to table: "users"
DROP INDEX `user_account_id`;
-- reverse: create index "users_login_key" to table: "users"
DROP INDEX `users_login_key`;
-- reverse: create "users" table
DROP TABLE `users`;
-- reverse: create index "session_expires_at" to table: "sessions"
DROP INDEX `session_expires_at`;
-- reverse: create index "session_previous" to table: "sessions"
DROP INDEX `session_previous`;
-- reverse: create index "session_user_id" to table: "sessions"
DROP INDEX `session_user_id`;
-- reverse: create index "sessions_refresh_key" to table: "sessions"
DROP INDEX `sessions_refresh_key`;
-- reverse: create "sessions" table
DROP TABLE `sessions`;
