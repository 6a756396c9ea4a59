/**
 * Queries that want something they must not have.
 *
 * @module
 */

/** Functions and tables of ClickHouse that reach outside of the project. */
export const FORBIDDEN: readonly string[] =
  ("file url s3 s3Cluster gcs hdfs hdfsCluster azureBlobStorage remote remoteSecure cluster clusterAllReplicas " +
    "mysql postgresql mongodb redis sqlite jdbc odbc executable dictionary input loop merge mergeTreeIndex " +
    "generateRandom fuzzJSON fuzzQuery view viewIfPermitted null zeros values numbers_mt iceberg deltaLake hudi " +
    "arrowFlight ytsaurus urlCluster fileCluster python Python timeSeriesData prometheusQuery " +
    "dictGet dictGetOrDefault dictGetHierarchy dictHas joinGet joinGetOrNull getSetting getServerSetting getMacro " +
    "hostName fqdn serverUUID version currentUser currentDatabase currentQueryID currentProfiles queryID uptime " +
    "filesystemAvailable filesystemCapacity catboostEvaluate modelEvaluate addressToLine addressToSymbol demangle " +
    "sleep sleepEachRow initializeAggregation runningAccumulate evalMLMethod tcpPort buildId displayName " +
    "getOSKernelVersion shardNum shardCount blockSerializedSize hasColumnInTable defaultValueOfTypeName " +
    "encrypt decrypt aes_encrypt_mysql showCertificate structureToProtobufSchema formatQuery generateSerialID " +
    "system.one system.tables system.users system.settings system.processes system.query_log system.functions " +
    "system.columns system.databases system.disks system.clusters system.dictionaries system.zookeeper " +
    "information_schema.tables INFORMATION_SCHEMA.COLUMNS default.events posthog.person posthog.entity " +
    "posthog.person_override posthog.cohort_person")
    .split(" ");

/** Whole texts. */
export const STATEMENTS: readonly string[] = [
  "DROP TABLE events",
  "SELECT getSurveyResponse(0, file('x')) FROM events",
  "SELECT getSurveyResponse('0) FROM file(x') FROM events",
  "SELECT 1 FROM events WHERE uniqueSurveySubmissionsFilter(file('x'))",
  "SELECT languageCodeToName(file('x'))",
  "SELECT tumble(file('x'), toIntervalDay(1))",
  "SELECT * FROM system.information_schema",
  "SELECT * FROM system.information_schema.secrets",
  "SELECT * FROM (file('x'))",
  "SELECT * FROM file('x') LEFT ARRAY JOIN [1] AS a",
  "SELECT * FROM numbers(1) ARRAY JOIN file('x') AS a",
  "SELECT * FROM events e JOIN url('x') u ON 1 = 1",
  "SELECT CASE file('x') WHEN 1 THEN 2 ELSE 3 END",
  "SELECT 'a' || file('x')",
  "SELECT 1 BETWEEN file('x') AND 2",
  "SELECT 1 EXCEPT SELECT file('x')",
  "TRUNCATE TABLE events",
  "ALTER TABLE events DELETE WHERE 1",
  "DELETE FROM events WHERE 1",
  "INSERT INTO events VALUES (1)",
  "INSERT INTO FUNCTION file('x.csv') SELECT 1",
  "CREATE TABLE x (a Int8) ENGINE = Memory",
  "CREATE DICTIONARY d (a Int8) PRIMARY KEY a",
  "CREATE FUNCTION f AS () -> 1",
  "ATTACH TABLE x",
  "DETACH TABLE events",
  "RENAME TABLE events TO x",
  "OPTIMIZE TABLE events FINAL",
  "SYSTEM SHUTDOWN",
  "SYSTEM RELOAD CONFIG",
  "KILL QUERY WHERE 1",
  "SET max_memory_usage = 0",
  "USE system",
  "SHOW TABLES",
  "SHOW CREATE TABLE events",
  "DESCRIBE TABLE events",
  "EXPLAIN SELECT 1",
  "EXISTS TABLE events",
  "GRANT ALL ON *.* TO x",
  "BACKUP TABLE events TO Disk('x', 'y')",
  "RESTORE TABLE events FROM Disk('x', 'y')",
  "SELECT 1; DROP TABLE events",
  "SELECT 1; SELECT 2",
  "SELECT 1 INTO OUTFILE '/tmp/x'",
  "SELECT event FROM events INTO OUTFILE '/tmp/x' FORMAT CSV",
  "SELECT 1 FORMAT JSON",
  "SELECT 1 SETTINGS max_execution_time = 0",
  "SELECT event FROM events SETTINGS readonly = 0",
  "SELECT * FROM events FINAL",
  "SELECT * FROM system.events",
  "SELECT * FROM (SELECT * FROM file('x'))",
  "SELECT * FROM events WHERE uuid IN (SELECT * FROM url('http://x'))",
  "SELECT * FROM events JOIN s3('x') AS y ON 1",
  "SELECT 1 UNION ALL SELECT * FROM remote('x', 'y')",
  "WITH x AS (SELECT * FROM mysql('a', 'b', 'c', 'd', 'e')) SELECT * FROM x",
  "SELECT @@version",
  "SELECT ?",
  "SELECT {x: String}",
  "SELECT * FROM {table}",
  "SELECT * FROM {table: Identifier}",
  "SELECT x FROM events WHERE {a} = {b}",
  "SELECT CAST(1 AS Dynamic)",
  "SELECT CAST(1 AS AggregateFunction(sum, UInt8))",
  "SELECT CAST(1 AS String) SETTINGS x = 1",
  "SELECT arrayReduce('file', ['x'])",
  "SELECT arrayReduce(event, [1]) FROM events",
  "SELECT arrayReduce('sumIf(x)', [1])",
  "SELECT `a%b` FROM events",
  "SELECT 1 AS `a%b`",
  "SELECT * FROM numbers(1, 2, 3)",
  "SELECT count() FROM events PREWHERE file('x')",
  "SELECT sum(1) OVER (PARTITION BY file('x'))",
  "SELECT count() FROM events GROUP BY file('x')",
  "SELECT event FROM events ORDER BY file('x')",
  "SELECT event FROM events LIMIT (SELECT file('x'))",
  "SELECT event FROM events LIMIT 1 BY file('x')",
  "SELECT file('x') OVER ()",
  "SELECT fileIf('x', 1)",
  "SELECT _file('x')",
  "SELECT FILE('x')",
  "SELECT <script>alert(1)</script>",
  "SELECT <img src='x' onerror='y' />",
  "SELECT matchesAction('a', file('x')) FROM events",
  "SELECT 1 FROM persons WHERE id IN COHORT file('x')",
  "SELECT * FROM events e, file('x') f",
  "SELECT toDecimal(1, '2) FROM file(x')",
  "SELECT dateAdd('day) FROM file(x', 1, now())",
  "SELECT date_part('year) FROM file(x', now())",
  "SELECT COLUMNS('nothing') FROM (SELECT 1 AS a)",
  `SELECT COLUMNS('^(a+)+$') FROM (SELECT 1 AS ${"a".repeat(60)}b)`,
];

/** Texts that cost too much to read, or to run. */
export const TOO_MUCH: readonly (readonly [string, () => string])[] = [
  ["a million characters of text", () => `SELECT '${"x".repeat(999_000)}'`],
  ["more than a million characters", () => `SELECT '${"x".repeat(2_000_000)}'`],
  ["2,000 brackets", () => `SELECT ${"(".repeat(2_000)}1${")".repeat(2_000)}`],
  ["2,000 brackets that stay open", () => `SELECT ${"(".repeat(2_000)}`],
  ["3,000 additions", () => `SELECT 1${" + 1".repeat(3_000)}`],
  ["3,000 conditions", () => `SELECT 1${" OR 1".repeat(3_000)}`],
  [
    "300 nested sub-queries",
    () => `${"SELECT * FROM (".repeat(300)}SELECT 1${")".repeat(300)}`,
  ],
  ["1,000 NOTs", () => `SELECT ${"NOT ".repeat(1_000)}1`],
  [
    "1,000 joins",
    () =>
      `SELECT 1 FROM numbers(1) AS t${
        Array.from(
          { length: 1_000 },
          (_, i) => ` CROSS JOIN numbers(1) AS t${i}`,
        )
          .join("")
      }`,
  ],
  [
    "1,000 cases in one another",
    () => `SELECT ${"CASE WHEN 1 THEN ".repeat(1_000)}1${" END".repeat(1_000)}`,
  ],
  [
    "2,000 sets",
    () => Array.from({ length: 2_000 }, () => "SELECT 1").join(" UNION ALL "),
  ],
  ["1,000 minus signs", () => `SELECT ${"- ".repeat(1_000)}1`],
  ["a quote that stays open", () => `SELECT 'x${" y".repeat(10_000)}`],
  ["a comment that stays open", () => `SELECT 1 /* ${"x".repeat(10_000)}`],
  ["CTEs that double 60 times", () =>
    `WITH a0 AS (SELECT 1 AS x)${
      Array.from(
        { length: 60 },
        (_, i) =>
          `, a${i + 1} AS (SELECT x FROM a${i} UNION ALL SELECT x FROM a${i})`,
      ).join("")
    } SELECT count() FROM a60`],
  [
    "values that double 60 times",
    () =>
      `WITH 1 AS a0${
        Array.from({ length: 60 }, (_, i) => `, a${i} + a${i} AS a${i + 1}`)
          .join("")
      } SELECT a60`,
  ],
];
