-- The tables as DMS makes them on the target: columns and primary keys, without AUTO_INCREMENT, defaults and the rest.
create table customers (
  id int unsigned not null, email varchar(190), name varchar(100), mood varchar(20), born date, created timestamp(3) null, primary key (id)
)
;
create table `Order` (
  `Id` bigint not null, `customer id` int unsigned not null, price decimal(38,6), `select` varchar(20), body longtext, data longblob,
  total decimal(38,6), note text, primary key (`Id`)
)
;
create table audit_log (at datetime, what text, `order` bigint)
;
create table parted (id int not null, at date not null, primary key (id, at))
;
create table counted (id smallint not null, other int not null, primary key (other))
;
