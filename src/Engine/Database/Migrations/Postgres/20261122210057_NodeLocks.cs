using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class NodeLocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "holds_lock",
                schema: "constellation_realtime",
                table: "nodes",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_draining",
                schema: "constellation_realtime",
                table: "nodes",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "ix_turns_cancelled",
                schema: "constellation_realtime",
                table: "turns",
                column: "node",
                filter: "status = 'running' AND cancel_requested");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_turns_cancelled",
                schema: "constellation_realtime",
                table: "turns");

            migrationBuilder.DropColumn(
                name: "holds_lock",
                schema: "constellation_realtime",
                table: "nodes");

            migrationBuilder.DropColumn(
                name: "is_draining",
                schema: "constellation_realtime",
                table: "nodes");
        }
    }
}
