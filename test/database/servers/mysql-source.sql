-- A MySQL database with every trap of a copy by DMS. Statements end at a line with `;` alone.
create table customers (
  id int unsigned not null auto_increment,
  email varchar(190) character set ascii collate ascii_bin not null,
  name varchar(100) not null default 'it''s nobody' comment 'who; they are',
  mood enum('calm','it''s "fine"') not null default 'calm',
  born date null,
  created timestamp(3) not null default current_timestamp(3),
  primary key (id),
  unique key email (email),
  key `by name` (name(20) desc, mood),
  fulltext key words (name),
  constraint named check (name <> '')
) engine=InnoDB default charset=utf8mb4 comment='who buys'
;
create table `Order` (
  `Id` bigint not null auto_increment,
  `customer id` int unsigned not null,
  price decimal(60,20) not null default 0,
  `select` varchar(20),
  body json,
  data longblob,
  total decimal(65,20) generated always as (price * 2) stored,
  note text,
  primary key (`Id`),
  key `wei``rd` (`customer id`),
  key price (price),
  constraint `to customer` foreign key (`customer id`) references customers (id) on delete cascade
)
;
create table audit_log (at datetime not null default '2000-01-01', what text, `order` bigint, key (`order`))
;
create table parted (id int not null, at date not null, primary key (id, at))
  partition by range (year(at)) (partition old values less than (2026), partition rest values less than maxvalue)
;
create table counted (id smallint not null auto_increment, other int, primary key (other), key counts (id))
;
create table `left alone` (id int primary key) engine=MyISAM
;
create view dear as select `Id`, price from `Order` where price > 100
;
create view dearer as select * from dear where price > 200
;
create function double_of(x int) returns int deterministic return x * 2
;
create procedure empty_log() begin truncate table audit_log; select 'a;b\n'; end
;
create trigger `log it` after insert on `Order` for each row
begin
  insert into audit_log (what, `order`) values ('it''s new; yes', new.`Id`);
end
;
create event tidy on schedule every 1 day starts '2026-01-01 00:00:00' disable do delete from audit_log
;
insert into customers (email, name) values ('a@example.com', 'a'), ('b@example.com', 'b'), ('c@example.com', 'c')
;
insert into `Order` (`customer id`, price, body, data) values (1, 1.5, '{"a": 1}', x'00ff'), (2, 200.000000001, null, null)
;
insert into counted (other) values (10), (20)
;
insert into parted values (1, '2025-05-05'), (2, '2026-05-05')
;
set session sql_mode = ''
;
insert into customers (email, name, born) values ('z@example.com', 'z', '0000-00-00')
;
