-- +goose Up
-- create "sessions" table
CREATE TABLE "sessions" ("id" uuid NOT NULL, "user_id" uuid NOT NULL, "refresh" bytea NOT NULL, "previous" bytea NULL, "strong" boolean NOT NULL, "created_at" timestamptz NOT NULL, "used_at" timestamptz NOT NULL, "expires_at" timestamptz NOT NULL, "revoked_at" timestamptz NULL, PRIMARY KEY ("id"));
-- create index "session_expires_at" to table: "sessions"
CREATE INDEX "session_expires_at" ON "sessions" ("expires_at");
-- create index "session_previous" to table: "sessions"
CREATE INDEX "session_previous" ON "sessions" ("previous");
-- create index "session_user_id" to table: "sessions"
CREATE INDEX "session_user_id" ON "sessions" ("user_id");
-- create index "sessions_refresh_key" to table: "sessions"
CREATE UNIQUE INDEX "sessions_refresh_key" ON "sessions" ("refresh");
-- create "users" table
CREATE TABLE "users" ("id" uuid NOT NULL, "account_id" uuid NULL, "role" character varying NOT NULL, "label" character varying NOT NULL, "state" character varying NOT NULL, "login" bytea NOT NULL, "password" character varying NULL, "totp" bytea NULL, "totp_step" bigint NOT NULL DEFAULT 0, "recovery" jsonb NULL, "invitation" bytea NULL, "invited_until" timestamptz NULL, "failures" bigint NOT NULL DEFAULT 0, "locked_until" timestamptz NULL, "created_at" timestamptz NOT NULL, "created_by" character varying NOT NULL, "last_used_at" timestamptz NULL, "reviewed_at" timestamptz NOT NULL, PRIMARY KEY ("id"));
-- create index "user_account_id" to table: "users"
CREATE INDEX "user_account_id" ON "users" ("account_id");
-- create index "users_login_key" to table: "users"
CREATE UNIQUE INDEX "users_login_key" ON "users" ("login");

-- +goose Down
-- reverse: create index "users_login_key" to table: "users"
DROP INDEX "users_login_key";
-- reverse: create index "user_account_id" to table: "users"
DROP INDEX "user_account_id";
-- reverse: create "users" table
DROP TABLE "users";
-- reverse: create index "sessions_refresh_key" to table: "sessions"
DROP INDEX "sessions_refresh_key";
-- reverse: create index "session_user_id" to table: "sessions"
DROP INDEX "session_user_id";
-- reverse: create index "session_previous" to table: "sessions"
DROP INDEX "session_previous";
-- reverse: create index "session_expires_at" to table: "sessions"
DROP INDEX "session_expires_at";
-- reverse: create "sessions" table
DROP TABLE "sessions";
