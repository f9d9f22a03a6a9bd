-- +goose Up
-- add column to "accounts" table
ALTER TABLE `accounts` ADD COLUMN `sandbox` bool NOT NULL DEFAULT (false);

-- +goose Down
-- reverse: add column to "accounts" table
ALTER TABLE `accounts` DROP COLUMN `sandbox`;
