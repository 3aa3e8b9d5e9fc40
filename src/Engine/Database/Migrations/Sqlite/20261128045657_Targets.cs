using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Sqlite
{
    /// <inheritdoc />
    internal sealed partial class Targets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "targets_revision",
                table: "turns",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "target_changes",
                columns: table => new
                {
                    revision = table.Column<long>(type: "INTEGER", nullable: false),
                    name = table.Column<string>(type: "TEXT", nullable: false),
                    schema_version = table.Column<string>(type: "TEXT", nullable: true),
                    description = table.Column<string>(type: "TEXT", nullable: false),
                    operation = table.Column<string>(type: "TEXT", nullable: true),
                    at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_target_changes", x => x.revision);
                });

            migrationBuilder.CreateTable(
                name: "target_schemas",
                columns: table => new
                {
                    schema_version = table.Column<string>(type: "TEXT", nullable: false),
                    schema = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_target_schemas", x => x.schema_version);
                });

            migrationBuilder.CreateIndex(
                name: "ix_target_changes_name_revision",
                table: "target_changes",
                columns: new[] { "name", "revision" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "target_changes");

            migrationBuilder.DropTable(
                name: "target_schemas");

            migrationBuilder.DropColumn(
                name: "targets_revision",
                table: "turns");
        }
    }
}
