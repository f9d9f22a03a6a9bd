-- +goose Up
-- create "audit_entries" table
CREATE TABLE `audit_entries` (`id` uuid NOT NULL, `sequence` integer NULL, `at` datetime NOT NULL, `kind` text NOT NULL, `subject` text NOT NULL, `role` text NOT NULL, `via` text NOT NULL, `by_right` text NULL, `request_id` text NULL, `orders` blob NULL, `object` text NULL, `outcome` text NULL, PRIMARY KEY (`id`));
-- create index "audit_entries_sequence_key" to table: "audit_entries"
CREATE UNIQUE INDEX `audit_entries_sequence_key` ON `audit_entries` (`sequence`);
-- create index "auditentry_at" to table: "audit_entries"
CREATE INDEX `auditentry_at` ON `audit_entries` (`at`);
-- create "audit_hashes" table
CREATE TABLE `audit_hashes` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `hash` blob NOT NULL);
-- create "audit_heads" table
CREATE TABLE `audit_heads` (`id` integer NOT NULL PRIMARY KEY AUTOINCREMENT, `at` datetime NOT NULL, `root` blob NOT NULL, `signature` blob NOT NULL);
-- looks become entries of the audit trail
INSERT INTO `audit_entries` (`id`, `at`, `kind`, `subject`, `role`, `via`, `request_id`, `orders`) SELECT `id`, `at`, 'LOOK', `subject`, `role`, `via`, `request_id`, `orders` FROM `looks`;
-- drop "looks" table
DROP TABLE `looks`;

-- +goose Down
-- reverse: create "audit_heads" table
DROP TABLE `audit_heads`;
-- reverse: create "audit_hashes" table
DROP TABLE `audit_hashes`;
-- reverse: create index "auditentry_at" to table: "audit_entries"
DROP INDEX `auditentry_at`;
-- reverse: create index "audit_entries_sequence_key" to table: "audit_entries"
DROP INDEX `audit_entries_sequence_key`;
-- reverse: create "audit_entries" table
DROP TABLE `audit_entries`;
