namespace Constellation.Realtime.Engine.Database;

/// <summary>Each database's own full-text index over <see cref="SearchTextRow"/>, and the texts that were there before it, as its migration makes them.</summary>
internal static class SearchIndex
{
    /// <summary>Words come as they are to be found, so no parser or dictionary of PostgreSQL's has a part in it. Of older texts they are made here, accents and all.</summary>
    public const string Postgres =
        """
        CREATE INDEX ix_search_texts_words ON constellation_realtime.search_texts USING gin (array_to_tsvector(string_to_array(words, ' ')));
        INSERT INTO constellation_realtime.search_texts (session_id, position, words)
        SELECT t.session_id, t.position, rtrim('u' || replace(s.user_id::text, '-', '') || ' ' || coalesce((
            SELECT left(string_agg(DISTINCT left(w, 64), ' '), 100000) FROM regexp_split_to_table(lower(t.content), '[^[:alnum:]]+') AS w WHERE w <> ''), ''))
        FROM (
            SELECT session_id, position, content FROM constellation_realtime.messages
            UNION ALL SELECT session_id, 0, title FROM constellation_realtime.sessions WHERE title IS NOT NULL) AS t
        JOIN constellation_realtime.sessions AS s ON s.session_id = t.session_id;
        """;

    /// <summary>FTS5 over a table that has the content, kept by triggers.</summary>
    public const string Sqlite =
        """
        CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_texts', content_rowid='id', tokenize='unicode61 remove_diacritics 0');
        CREATE TRIGGER search_texts_added AFTER INSERT ON search_texts BEGIN
            INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
        END;
        CREATE TRIGGER search_texts_removed AFTER DELETE ON search_texts BEGIN
            INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
        END;
        CREATE TRIGGER search_texts_changed AFTER UPDATE ON search_texts BEGIN
            INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', old.id, old.words);
            INSERT INTO search_index (rowid, words) VALUES (new.id, new.words);
        END;
        INSERT INTO search_texts (session_id, position, words)
        SELECT t.session_id, t.position, 'u' || lower(replace(s.user_id, '-', '')) || ' ' || lower(t.content)
        FROM (
            SELECT session_id, position, content FROM messages
            UNION ALL SELECT session_id, 0, title FROM sessions WHERE title IS NOT NULL) AS t
        JOIN sessions AS s ON s.session_id = t.session_id;
        """;

    /// <summary>Before its table goes.</summary>
    public const string SqliteDown = "DROP TABLE search_index;";
}
