using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "constellation_realtime");

            migrationBuilder.CreateTable(
                name: "nodes",
                schema: "constellation_realtime",
                columns: table => new
                {
                    node_id = table.Column<Guid>(type: "uuid", nullable: false),
                    heartbeat = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_nodes", x => x.node_id);
                });

            migrationBuilder.CreateTable(
                name: "sessions",
                schema: "constellation_realtime",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    title = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_active = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    is_ending = table.Column<bool>(type: "boolean", nullable: false),
                    active_turn_id = table.Column<Guid>(type: "uuid", nullable: true),
                    term = table.Column<long>(type: "bigint", nullable: false),
                    last_sequence = table.Column<long>(type: "bigint", nullable: false),
                    start_client_message_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.session_id);
                });

            migrationBuilder.CreateTable(
                name: "messages",
                schema: "constellation_realtime",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    turn_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    sender = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    content = table.Column<string>(type: "text", nullable: false),
                    timestamp = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    feedback = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    feedback_comment = table.Column<string>(type: "text", nullable: true),
                    feedback_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => x.message_id);
                    table.ForeignKey(
                        name: "fk_messages_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outside_events",
                schema: "constellation_realtime",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    term = table.Column<long>(type: "bigint", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outside_events", x => new { x.session_id, x.term });
                    table.ForeignKey(
                        name: "fk_outside_events_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "suggestions",
                schema: "constellation_realtime",
                columns: table => new
                {
                    suggestion_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    turn_id = table.Column<Guid>(type: "uuid", nullable: false),
                    position = table.Column<long>(type: "bigint", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    schema_version = table.Column<string>(type: "text", nullable: true),
                    title = table.Column<string>(type: "text", nullable: true),
                    summary = table.Column<string>(type: "text", nullable: true),
                    payload = table.Column<string>(type: "text", nullable: false),
                    graph = table.Column<string>(type: "text", nullable: true),
                    runnable = table.Column<bool>(type: "boolean", nullable: true),
                    warnings = table.Column<string>(type: "text", nullable: true),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    decision = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: true),
                    comment = table.Column<string>(type: "text", nullable: true),
                    decided_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suggestions", x => x.suggestion_id);
                    table.ForeignKey(
                        name: "fk_suggestions_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "turns",
                schema: "constellation_realtime",
                columns: table => new
                {
                    turn_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    client_message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_message_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reply_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    start_term = table.Column<long>(type: "bigint", nullable: false),
                    term = table.Column<long>(type: "bigint", nullable: false),
                    end_term = table.Column<long>(type: "bigint", nullable: true),
                    node = table.Column<Guid>(type: "uuid", nullable: false),
                    claimed_from = table.Column<long>(type: "bigint", nullable: true),
                    claimed_anew = table.Column<bool>(type: "boolean", nullable: false),
                    fruitless_claims = table.Column<int>(type: "integer", nullable: false),
                    inherited_length = table.Column<int>(type: "integer", nullable: false),
                    status = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false),
                    cancel_requested = table.Column<bool>(type: "boolean", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    terminal = table.Column<string>(type: "text", nullable: true),
                    suggestions = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_turns", x => x.turn_id);
                    table.ForeignKey(
                        name: "fk_turns_messages_user_message_id",
                        column: x => x.user_message_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "messages",
                        principalColumn: "message_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_turns_sessions_session_id",
                        column: x => x.session_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id_position",
                schema: "constellation_realtime",
                table: "messages",
                columns: new[] { "session_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_last_active",
                schema: "constellation_realtime",
                table: "sessions",
                column: "last_active",
                filter: "status = 'active' AND is_ending");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_last_active_session_id",
                schema: "constellation_realtime",
                table: "sessions",
                columns: new[] { "user_id", "last_active", "session_id" },
                filter: "status = 'active'");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_start_client_message_id",
                schema: "constellation_realtime",
                table: "sessions",
                columns: new[] { "user_id", "start_client_message_id" },
                unique: true,
                filter: "start_client_message_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_session_id_position",
                schema: "constellation_realtime",
                table: "suggestions",
                columns: new[] { "session_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_turn_id_position",
                schema: "constellation_realtime",
                table: "suggestions",
                columns: new[] { "turn_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_turns_node",
                schema: "constellation_realtime",
                table: "turns",
                column: "node",
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id",
                schema: "constellation_realtime",
                table: "turns",
                column: "session_id",
                unique: true,
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_client_message_id",
                schema: "constellation_realtime",
                table: "turns",
                columns: new[] { "session_id", "client_message_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_end_term",
                schema: "constellation_realtime",
                table: "turns",
                columns: new[] { "session_id", "end_term" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_start_term",
                schema: "constellation_realtime",
                table: "turns",
                columns: new[] { "session_id", "start_term" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_user_message_id",
                schema: "constellation_realtime",
                table: "turns",
                column: "user_message_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "nodes",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "outside_events",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "suggestions",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "turns",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "messages",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "sessions",
                schema: "constellation_realtime");
        }
    }
}
