-- +goose Up
-- add columns to "accounts" table
ALTER TABLE `accounts` ADD COLUMN `server` text NOT NULL DEFAULT ('default');
ALTER TABLE `accounts` ADD COLUMN `move_from` text NULL;
ALTER TABLE `accounts` ADD COLUMN `move_to` text NULL;

-- +goose Down
-- reverse: add columns to "accounts" table
ALTER TABLE `accounts` DROP COLUMN `move_to`;
ALTER TABLE `accounts` DROP COLUMN `move_from`;
ALTER TABLE `accounts` DROP COLUMN `server`;
