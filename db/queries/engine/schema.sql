-- name: list_columns()
-- The columns of all tables and indexes, in their order.
SELECT 'table ' || sqlite_master.name, info.name, info.type, info."notnull", info.dflt_value, info.pk
FROM sqlite_master JOIN pragma_table_info(sqlite_master.name) AS info
WHERE sqlite_master.type = 'table'
UNION ALL
SELECT 'index ' || sqlite_master.name, info.name, sqlite_master.tbl_name, info.seqno, NULL, NULL
FROM sqlite_master JOIN pragma_index_info(sqlite_master.name) AS info
WHERE sqlite_master.type = 'index';
