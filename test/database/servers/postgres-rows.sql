-- Rows of the database with every trap; one price needs more than NUMERIC(28,6).
insert into public.customers (email, name) select 'c' || i || '@example.com', 'customer ' || i from generate_series(1, 40) i;
insert into public."Order" ("customer id", price, tags, body)
  select 1 + i % 40, i * 1.25, array['a', 'b' || i], jsonb_build_object('i', i) from generate_series(1, 200) i;
update public."Order" set price = 12.123456789 where "Id" = 7;
update public."Order" set body = jsonb_build_object('long', repeat('x', 50000)) where "Id" = 8;
insert into sales.bookings (room, during) select i, tstzrange('2026-01-01', '2026-01-02') from generate_series(1, 5) i;
insert into "Odd ""Schema"""."table.with'all" ("a b", note) select i, 'note' from generate_series(1, 30) i;
insert into sales.events (customer, at) select 1 + i % 40, date '2025-06-01' + i * 10 from generate_series(1, 60) i;
refresh materialized view sales.takings;
analyze;
