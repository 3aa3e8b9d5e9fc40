using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Candidates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "model",
                table: "turns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "provider",
                table: "turns",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "candidates",
                columns: table => new
                {
                    candidate_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    turn_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    suggestion_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    target = table.Column<string>(type: "TEXT", nullable: false),
                    text = table.Column<string>(type: "TEXT", nullable: false),
                    is_call = table.Column<bool>(type: "INTEGER", nullable: false),
                    passed = table.Column<bool>(type: "INTEGER", nullable: false),
                    codes = table.Column<string>(type: "TEXT", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_candidates", x => x.candidate_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_turns_started_at",
                table: "turns",
                column: "started_at");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_created_at",
                table: "suggestions",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_decided_at",
                table: "suggestions",
                column: "decided_at",
                filter: "decision = 'accepted'");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_session_id",
                table: "suggestions",
                column: "session_id",
                filter: "decided_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id",
                table: "messages",
                column: "session_id",
                filter: "feedback_at IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_messages_session_id1",
                table: "messages",
                column: "session_id",
                filter: "status = 'superseded'");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_at",
                table: "candidates",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_session_id",
                table: "candidates",
                column: "session_id");

            migrationBuilder.CreateIndex(
                name: "ix_candidates_session_id1",
                table: "candidates",
                column: "session_id",
                filter: "NOT passed OR codes <> ''");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "candidates");

            migrationBuilder.DropIndex(
                name: "ix_turns_started_at",
                table: "turns");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_created_at",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_decided_at",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_suggestions_session_id",
                table: "suggestions");

            migrationBuilder.DropIndex(
                name: "ix_messages_session_id",
                table: "messages");

            migrationBuilder.DropIndex(
                name: "ix_messages_session_id1",
                table: "messages");

            migrationBuilder.DropColumn(
                name: "model",
                table: "turns");

            migrationBuilder.DropColumn(
                name: "provider",
                table: "turns");
        }
    }
}
