-- +goose Up
-- create "api_clients" table
CREATE TABLE `api_clients` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `label` text NOT NULL, `secret` blob NOT NULL, `previous_secret` blob NULL, `previous_until` datetime NULL, `scopes` json NOT NULL, `networks` json NULL, `created_at` datetime NOT NULL, `created_by` text NOT NULL, `expires_at` datetime NOT NULL, `revoked_at` datetime NULL, `last_used_at` datetime NULL, PRIMARY KEY (`id`));
-- create index "apiclient_account_id" to table: "api_clients"
CREATE INDEX `apiclient_account_id` ON `api_clients` (`account_id`);
-- create "idempotency_keys" table
CREATE TABLE `idempotency_keys` (`id` text NOT NULL, `request` blob NOT NULL, `answer` blob NULL, `created_at` datetime NOT NULL, `lease_until` datetime NOT NULL, PRIMARY KEY (`id`));
-- create index "idempotency_created_at" to table: "idempotency_keys"
CREATE INDEX `idempotency_created_at` ON `idempotency_keys` (`created_at`);

-- +goose Down
-- reverse: create index "idempotency_created_at" to table: "idempotency_keys"
DROP INDEX `idempotency_created_at`;
-- reverse: create "idempotency_keys" table
DROP TABLE `idempotency_keys`;
-- reverse: create index "apiclient_account_id" to table: "api_clients"
DROP INDEX `apiclient_account_id`;
-- reverse: create "api_clients" table
DROP TABLE `api_clients`;
