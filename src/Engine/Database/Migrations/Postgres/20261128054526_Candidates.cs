using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class Candidates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "model",
                schema: "constellation_realtime",
                table: "turns",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider",
                schema: "constellation_realtime",
                table: "turns",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "candidates",
                schema: "constellation_realtime",
                columns: table => new
                {
                    candidate_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    turn_id = table.Column<Guid>(type: "uuid", nullable: false),
                    suggestion_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    target = table.Column<string>(type: "text", nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    is_call = table.Column<bool>(type: "boolean", nullable: false),
                    passed = table.Column<bool>(type: "boolean", nullable: false),
                    codes = table.Column<string>(type: "text", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_candidates", x => x.candidate_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_turns_started_at",
                schema: "constellation_realtime",
                table: "turns",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_created_at",
                schema: "constellation_realtime",
                table: "suggestions",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_decided_at",
                schema: "constellation_realtime",
                table: "suggestions",
                column: "decided_at",
                filter: "decision = 'accepted'");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_session_id",
                schema: "constellation_realtime",
                table: "suggestions",
                column: "session_id",
                filter: "decided_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id",
                schema: "constellation_realtime",
                table: "messages",
                column: "session_id",
                filter: "feedback_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id1",
                schema: "constellation_realtime",
                table: "messages",
                column: "session_id",
                filter: "status = 'superseded'");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_at",
                schema: "constellation_realtime",
                table: "candidates",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_session_id",
                schema: "constellation_realtime",
                table: "candidates",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_session_id1",
                schema: "constellation_realtime",
                table: "candidates",
                column: "session_id",
                filter: "NOT passed OR codes <> ''");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "candidates",
                schema: "constellation_realtime");

            migrationBuilder.DropIndex(
                name: "ix_turns_started_at",
                schema: "constellation_realtime",
                table: "turns");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_created_at",
                schema: "constellation_realtime",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_decided_at",
                schema: "constellation_realtime",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_session_id",
                schema: "constellation_realtime",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_messages_session_id",
                schema: "constellation_realtime",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_messages_session_id1",
                schema: "constellation_realtime",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "model",
                schema: "constellation_realtime",
                table: "turns");

            migrationBuilder.DropColumn(
                name: "provider",
                schema: "constellation_realtime",
                table: "turns");
        }
    }
}
