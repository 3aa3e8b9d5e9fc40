using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class Learning : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_suggestions_decided_at",
                schema: "constellation_realtime",
                table: "suggestions");

            migrationBuilder.AddColumn<string>(
                name: "original",
                schema: "constellation_realtime",
                table: "suggestions",
                type: "text",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "clear_until",
                schema: "constellation_realtime",
                table: "sessions",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "prompt_ingredients",
                schema: "constellation_realtime",
                columns: table => new
                {
                    turn_id = table.Column<Guid>(type: "uuid", nullable: false),
                    term = table.Column<long>(type: "bigint", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    provider = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: false),
                    template = table.Column<string>(type: "text", nullable: false),
                    tokens = table.Column<int>(type: "integer", nullable: false),
                    window = table.Column<int>(type: "integer", nullable: true),
                    content = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_prompt_ingredients", x => new { x.turn_id, x.term });
                    table.ForeignKey(
                        name: "fk_prompt_ingredients_turns_turn_id",
                        column: x => x.turn_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "turns",
                        principalColumn: "turn_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_sessions_clear_until_session_id",
                schema: "constellation_realtime",
                table: "sessions",
                columns: new[] { "clear_until", "session_id" },
                filter: "clear_until IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_prompt_ingredients_at",
                schema: "constellation_realtime",
                table: "prompt_ingredients",
                column: "at");

            migrationBuilder.CreateIndex(
                name: "ix_prompt_ingredients_session_id",
                schema: "constellation_realtime",
                table: "prompt_ingredients",
                column: "session_id");

            // What was kept beside sessions that have ended before is cleared away like what is kept from now on.
            migrationBuilder.Sql("UPDATE constellation_realtime.sessions SET clear_until = '2000-01-01T00:00:00Z' WHERE status = 'ended'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "prompt_ingredients",
                schema: "constellation_realtime");

            migrationBuilder.DropIndex(
                name: "ix_sessions_clear_until_session_id",
                schema: "constellation_realtime",
                table: "sessions");

            migrationBuilder.DropColumn(
                name: "original",
                schema: "constellation_realtime",
                table: "suggestions");

            migrationBuilder.DropColumn(
                name: "clear_until",
                schema: "constellation_realtime",
                table: "sessions");

            migrationBuilder.CreateIndex(
                name: "ix_suggestions_decided_at",
                schema: "constellation_realtime",
                table: "suggestions",
                column: "decided_at",
                filter: "decision = 'accepted'");
        }
    }
}
