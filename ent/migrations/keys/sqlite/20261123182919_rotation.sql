-- +goose Up
-- disable the enforcement of foreign-keys constraints
PRAGMA foreign_keys = off;
-- create "new_account_keys" table
CREATE TABLE `new_account_keys` (`id` uuid NOT NULL, `wrapped` blob NOT NULL, `stage` text NOT NULL DEFAULT (''), `stage_at` datetime NULL, PRIMARY KEY (`id`));
-- copy rows from old table "account_keys" to new temporary table "new_account_keys"
INSERT INTO `new_account_keys` (`id`, `wrapped`) SELECT `id`, `wrapped` FROM `account_keys`;
-- drop "account_keys" table after copying rows
DROP TABLE `account_keys`;
-- rename temporary table "new_account_keys" to "account_keys"
ALTER TABLE `new_account_keys` RENAME TO `account_keys`;
-- enable back the enforcement of foreign-keys constraints
PRAGMA foreign_keys = on;

-- +goose Down
-- reverse: create "new_account_keys" table
DROP TABLE `new_account_keys`;
