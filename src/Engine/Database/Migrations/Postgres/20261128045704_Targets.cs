using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class Targets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "targets_revision",
                schema: "constellation_realtime",
                table: "turns",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "target_changes",
                schema: "constellation_realtime",
                columns: table => new
                {
                    revision = table.Column<long>(type: "bigint", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    schema_version = table.Column<string>(type: "text", nullable: true),
                    description = table.Column<string>(type: "text", nullable: false),
                    operation = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_target_changes", x => x.revision);
                });

            migrationBuilder.CreateTable(
                name: "target_schemas",
                schema: "constellation_realtime",
                columns: table => new
                {
                    schema_version = table.Column<string>(type: "text", nullable: false),
                    schema = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_target_schemas", x => x.schema_version);
                });

            migrationBuilder.CreateIndex(
                name: "ix_target_changes_name_revision",
                schema: "constellation_realtime",
                table: "target_changes",
                columns: new[] { "name", "revision" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "target_changes",
                schema: "constellation_realtime");

            migrationBuilder.DropTable(
                name: "target_schemas",
                schema: "constellation_realtime");

            migrationBuilder.DropColumn(
                name: "targets_revision",
                schema: "constellation_realtime",
                table: "turns");
        }
    }
}
