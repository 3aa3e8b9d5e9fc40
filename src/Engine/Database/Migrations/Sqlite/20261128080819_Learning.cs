using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Learning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_suggestions_decided_at",
                table: "suggestions");

            migrationBuilder.AddColumn<string>(
                name: "original",
                table: "suggestions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "clear_until",
                table: "sessions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "prompt_ingredients",
                columns: table => new
                {
                    turn_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    term = table.Column<long>(type: "INTEGER", nullable: false),
                    session_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    number = table.Column<int>(type: "INTEGER", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    provider = table.Column<string>(type: "TEXT", nullable: false),
                    model = table.Column<string>(type: "TEXT", nullable: false),
                    template = table.Column<string>(type: "TEXT", nullable: false),
                    tokens = table.Column<int>(type: "INTEGER", nullable: false),
                    window = table.Column<int>(type: "INTEGER", nullable: true),
                    content = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prompt_ingredients", x => new { x.turn_id, x.term });
                    table.ForeignKey(
                        name: "fk_prompt_ingredients_turns_turn_id",
                        column: x => x.turn_id,
                        principalTable: "turns",
                        principalColumn: "turn_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_clear_until_session_id",
                table: "sessions",
                columns: new[] { "clear_until", "session_id" },
                filter: "clear_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_prompt_ingredients_at",
                table: "prompt_ingredients",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_prompt_ingredients_session_id",
                table: "prompt_ingredients",
                column: "session_id");

            // What was kept beside sessions that have ended before is cleared away like what is kept from now on.
            migrationBuilder.Sql("UPDATE sessions SET clear_until = 0 WHERE status = 'ended'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "prompt_ingredients");

            migrationBuilder.DropIndex(
                name: "ix_sessions_clear_until_session_id",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "original",
                table: "suggestions");

            migrationBuilder.DropColumn(
                name: "clear_until",
                table: "sessions");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_decided_at",
                table: "suggestions",
                column: "decided_at",
                filter: "decision = 'accepted'");
        }
    }
}
