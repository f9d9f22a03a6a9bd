-- +goose Up
-- create "passkeys" table
CREATE TABLE `passkeys` (`id` uuid NOT NULL, `user_id` uuid NOT NULL, `credential` blob NOT NULL, `created_at` datetime NOT NULL, `last_used_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "passkey_user_id" to table: "passkeys"
CREATE INDEX `passkey_user_id` ON `passkeys` (`user_id`);

-- +goose Down
-- reverse: create index "passkey_user_id" to table: "passkeys"
DROP INDEX `passkey_user_id`;
-- reverse: create "passkeys" table
DROP TABLE `passkeys`;
