using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class TurnsOfUser : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_turns_user_id",
                schema: "constellation_realtime",
                table: "turns",
                column: "user_id",
                filter: "status = 'running'");

            migrationBuilder.CreateIndex(
                name: "ix_turns_user_id_started_at",
                schema: "constellation_realtime",
                table: "turns",
                columns: new[] { "user_id", "started_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_turns_user_id",
                schema: "constellation_realtime",
                table: "turns");

            migrationBuilder.DropIndex(
                name: "ix_turns_user_id_started_at",
                schema: "constellation_realtime",
                table: "turns");
        }
    }
}
