-- What the program would write: the versions, the ledger's id, and the journal with its chain of hashes.
DECLARE @now datetime2(3) = SYSUTCDATETIME(), @actor nvarchar(256) = ORIGINAL_LOGIN();
DECLARE @ledgerId char(36) = LOWER(CONVERT(char(36), NEWID()));
DECLARE @applied TABLE (Version int NOT NULL PRIMARY KEY, Name nvarchar(128) NOT NULL);
DECLARE @events TABLE (Number int IDENTITY(1, 1) NOT NULL PRIMARY KEY, Event varchar(40) NOT NULL, Data nvarchar(max) NOT NULL);
--applied--

INSERT INTO jobops.SchemaVersion (Version, Name, AppliedAt, AppliedBy) SELECT Version, Name, @now, @actor FROM @applied;
IF EXISTS (SELECT 1 FROM @applied WHERE Version = 1)
BEGIN
  INSERT INTO jobops.Ledger (One, LedgerId, CreatedAt) VALUES (1, @ledgerId, @now);
  INSERT INTO jobops.JournalHead (RunId, Sequence, Hash) VALUES (0, 0, REPLICATE('0', 64));
  INSERT INTO @events (Event, Data) VALUES ('LedgerCreated', N'{"ledgerId":"' + @ledgerId + N'"}');
END;
INSERT INTO @events (Event, Data)
SELECT 'LedgerMigrated', N'{"version":' + CAST(Version AS nvarchar(11)) + N',"name":"' + Name + N'"}' FROM @applied ORDER BY Version;
--ledger-tables--

-- A byte's two hexadecimal digits stand at 2 * byte + 1.
DECLARE @hex varchar(512) = '', @i int = 0;
WHILE @i < 256
BEGIN
  SET @hex = @hex + SUBSTRING('0123456789abcdef', @i / 16 + 1, 1) + SUBSTRING('0123456789abcdef', @i % 16 + 1, 1);
  SET @i = @i + 1;
END;

DECLARE @sequence bigint, @hash varchar(64), @event varchar(40), @data nvarchar(max), @number int = 1;
DECLARE @field int, @text nvarchar(max), @part varchar(max), @all varchar(max), @code int, @sha varbinary(32);
UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = Sequence WHERE RunId = 0;
SELECT @sequence = Sequence, @hash = Hash FROM jobops.JournalHead WHERE RunId = 0;
WHILE @number <= (SELECT MAX(Number) FROM @events)
BEGIN
  SELECT @event = Event, @data = Data FROM @events WHERE Number = @number;
  SET @sequence = @sequence + 1;
  SET @all = '';
  SET @field = 1;
  -- Each field as UTF-8, with its length in four bytes in front.
  WHILE @field <= 7
  BEGIN
    SET @text = CASE @field
      WHEN 1 THEN @hash
      WHEN 2 THEN N'0'
      WHEN 3 THEN CAST(@sequence AS nvarchar(20))
      WHEN 4 THEN CAST(DATEDIFF_BIG(millisecond, '1970-01-01', @now) AS nvarchar(20))
      WHEN 5 THEN @actor
      WHEN 6 THEN @event
      ELSE @data END;
    SET @part = '';
    SET @i = 1;
    WHILE @i <= LEN(@text)
    BEGIN
      SET @code = UNICODE(SUBSTRING(@text, @i, 1));
      SET @part = @part + CASE
        WHEN @code < 128 THEN SUBSTRING(@hex, 2 * @code + 1, 2)
        WHEN @code < 2048 THEN SUBSTRING(@hex, 2 * (192 + @code / 64) + 1, 2) + SUBSTRING(@hex, 2 * (128 + @code % 64) + 1, 2)
        ELSE SUBSTRING(@hex, 2 * (224 + @code / 4096) + 1, 2) + SUBSTRING(@hex, 2 * (128 + @code / 64 % 64) + 1, 2)
          + SUBSTRING(@hex, 2 * (128 + @code % 64) + 1, 2) END;
      SET @i = @i + 1;
    END;
    SET @all = @all + '0000' + SUBSTRING(@hex, 2 * (LEN(@part) / 512) + 1, 2)
      + SUBSTRING(@hex, 2 * (LEN(@part) / 2 % 256) + 1, 2) + @part;
    SET @field = @field + 1;
  END;
  SET @sha = HASHBYTES('SHA2_256', CONVERT(varbinary(max), @all, 2));
  SET @hash = '';
  SET @i = 1;
  WHILE @i <= 32
  BEGIN
    SET @hash = @hash + SUBSTRING(@hex, 2 * CAST(SUBSTRING(@sha, @i, 1) AS int) + 1, 2);
    SET @i = @i + 1;
  END;
  INSERT INTO jobops.Journal (RunId, Sequence, At, Actor, Event, Data, Hash)
  VALUES (0, @sequence, @now, @actor, @event, @data, @hash);
  SET @number = @number + 1;
END;
UPDATE jobops.JournalHead WITH (ROWLOCK) SET Sequence = @sequence, Hash = @hash WHERE RunId = 0;

COMMIT TRANSACTION;
