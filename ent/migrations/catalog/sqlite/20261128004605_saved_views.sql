-- +goose Up
-- create "saved_views" table
CREATE TABLE `saved_views` (`id` uuid NOT NULL, `account_id` uuid NOT NULL, `owner` text NOT NULL, `name` text NOT NULL, `status` json NULL, `forward_state` json NULL, `connection_id` uuid NULL, `placed_from` integer NULL, `placed_until` integer NULL, `oldest_first` bool NOT NULL DEFAULT (false), PRIMARY KEY (`id`));
-- create index "savedview_account_id_owner_name" to table: "saved_views"
CREATE UNIQUE INDEX `savedview_account_id_owner_name` ON `saved_views` (`account_id`, `owner`, `name`);

-- +goose Down
-- reverse: create index "savedview_account_id_owner_name" to table: "saved_views"
DROP INDEX `savedview_account_id_owner_name`;
-- reverse: create "saved_views" table
DROP TABLE `saved_views`;
