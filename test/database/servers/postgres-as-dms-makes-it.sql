-- The tables as DMS makes them on the target: columns, NOT NULL and primary keys, and nothing else. Its own types become
-- text, unbounded NUMERIC becomes (28,6), partitions become tables of their own, large columns lose NOT NULL.
create schema sales;
create schema "Odd ""Schema""";
create table public.customers (
  id integer primary key,
  email varchar(8000),
  name text,
  feeling varchar(255) not null,
  created_at timestamptz not null
);
create table public."Order" (
  "Id" bigint primary key,
  "customer id" integer not null,
  invoice bigint not null,
  rank integer,
  price numeric(28, 6) not null,
  tags text[],
  amount integer,
  body jsonb,
  "select" varchar(20),
  total numeric(28, 6)
);
create table public.audit_log (at timestamptz not null, what text, "order" bigint not null);
create table sales.bookings (id integer primary key, room integer not null, during varchar(255) not null);
create table "Odd ""Schema"""."table.with'all" (
  "a b" integer, "c""d" smallint, note text,
  primary key ("a b", "c""d")
);
create table sales.events_2025 (id bigint, customer integer, at date, kind text, primary key (id, at));
create table sales.events_2026 (id bigint, customer integer, at date, kind text, primary key (id, at));
create table sales.events_rest (id bigint, customer integer, at date, kind text, primary key (id, at));
