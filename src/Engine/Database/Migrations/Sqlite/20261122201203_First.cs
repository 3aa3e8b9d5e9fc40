using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class First : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "sessions",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    title = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    last_active = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    is_ending = table.Column<bool>(type: "INTEGER", nullable: false),
                    active_turn_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    term = table.Column<long>(type: "INTEGER", nullable: false),
                    last_sequence = table.Column<long>(type: "INTEGER", nullable: false),
                    start_client_message_id = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sessions", x => x.session_id);
                });

            migrationBuilder.CreateTable(
                name: "messages",
                columns: table => new
                {
                    message_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    turn_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false),
                    sender = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    content = table.Column<string>(type: "TEXT", nullable: false),
                    timestamp = table.Column<long>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    feedback = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    feedback_comment = table.Column<string>(type: "TEXT", nullable: true),
                    feedback_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_messages", x => x.message_id);
                    table.ForeignKey(
                        name: "fk_messages_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "outside_events",
                columns: table => new
                {
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    term = table.Column<long>(type: "INTEGER", nullable: false),
                    type = table.Column<string>(type: "TEXT", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outside_events", x => new { x.session_id, x.term });
                    table.ForeignKey(
                        name: "fk_outside_events_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "suggestions",
                columns: table => new
                {
                    suggestion_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    turn_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    position = table.Column<long>(type: "INTEGER", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    schema_version = table.Column<string>(type: "TEXT", nullable: true),
                    title = table.Column<string>(type: "TEXT", nullable: true),
                    summary = table.Column<string>(type: "TEXT", nullable: true),
                    payload = table.Column<string>(type: "TEXT", nullable: false),
                    graph = table.Column<string>(type: "TEXT", nullable: true),
                    runnable = table.Column<bool>(type: "INTEGER", nullable: true),
                    warnings = table.Column<string>(type: "TEXT", nullable: true),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    error = table.Column<string>(type: "TEXT", nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    decision = table.Column<string>(type: "TEXT", maxLength: 16, nullable: true),
                    comment = table.Column<string>(type: "TEXT", nullable: true),
                    decided_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_suggestions", x => x.suggestion_id);
                    table.ForeignKey(
                        name: "fk_suggestions_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "turns",
                columns: table => new
                {
                    turn_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    client_message_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_message_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    reply_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    start_term = table.Column<long>(type: "INTEGER", nullable: false),
                    term = table.Column<long>(type: "INTEGER", nullable: false),
                    end_term = table.Column<long>(type: "INTEGER", nullable: true),
                    node = table.Column<Guid>(type: "TEXT", nullable: false),
                    claimed_from = table.Column<long>(type: "INTEGER", nullable: true),
                    claimed_anew = table.Column<bool>(type: "INTEGER", nullable: false),
                    fruitless_claims = table.Column<int>(type: "INTEGER", nullable: false),
                    inherited_length = table.Column<int>(type: "INTEGER", nullable: false),
                    status = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    cancel_requested = table.Column<bool>(type: "INTEGER", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    terminal = table.Column<string>(type: "TEXT", nullable: true),
                    suggestions = table.Column<int>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_turns", x => x.turn_id);
                    table.ForeignKey(
                        name: "fk_turns_messages_user_message_id",
                        column: x => x.user_message_id,
                        principalTable: "messages",
                        principalColumn: "message_id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_turns_sessions_session_id",
                        column: x => x.session_id,
                        principalTable: "sessions",
                        principalColumn: "session_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id_position",
                table: "messages",
                columns: new[] { "session_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_sessions_last_active",
                table: "sessions",
                column: "last_active",
                filter: "status = 'active' AND is_ending");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_last_active_session_id",
                table: "sessions",
                columns: new[] { "user_id", "last_active", "session_id" },
                filter: "status = 'active'");

            migrationBuilder.CreateIndex(
                name: "ix_sessions_user_id_start_client_message_id",
                table: "sessions",
                columns: new[] { "user_id", "start_client_message_id" },
                unique: true,
                filter: "start_client_message_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_session_id_position",
                table: "suggestions",
                columns: new[] { "session_id", "position" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_turn_id_position",
                table: "suggestions",
                columns: new[] { "turn_id", "position" });

            migrationBuilder.CreateIndex(
                name: "ix_turns_node",
                table: "turns",
                column: "node",
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id",
                table: "turns",
                column: "session_id",
                unique: true,
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_client_message_id",
                table: "turns",
                columns: new[] { "session_id", "client_message_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_end_term",
                table: "turns",
                columns: new[] { "session_id", "end_term" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_session_id_start_term",
                table: "turns",
                columns: new[] { "session_id", "start_term" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_turns_user_message_id",
                table: "turns",
                column: "user_message_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "outside_events");

            migrationBuilder.DropTable(
                name: "suggestions");

            migrationBuilder.DropTable(
                name: "turns");

            migrationBuilder.DropTable(
                name: "messages");

            migrationBuilder.DropTable(
                name: "sessions");
        }
    }
}
