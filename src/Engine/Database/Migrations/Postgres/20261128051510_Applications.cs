using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Constellation.Realtime.Engine.Database.Migrations.Postgres
{
    /// <inheritdoc />
    internal sealed partial class Applications : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "result",
                schema: "constellation_realtime",
                table: "suggestions",
                type: "text",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "applications",
                schema: "constellation_realtime",
                columns: table => new
                {
                    suggestion_id = table.Column<Guid>(type: "uuid", nullable: false),
                    session_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    node = table.Column<Guid>(type: "uuid", nullable: false),
                    claim = table.Column<long>(type: "bigint", nullable: false),
                    sends = table.Column<int>(type: "integer", nullable: false),
                    made_id = table.Column<string>(type: "text", nullable: true),
                    refusal = table.Column<string>(type: "text", nullable: true),
                    delays = table.Column<int>(type: "integer", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    settled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_applications", x => x.suggestion_id);
                    table.ForeignKey(
                        name: "fk_applications_suggestions_suggestion_id",
                        column: x => x.suggestion_id,
                        principalSchema: "constellation_realtime",
                        principalTable: "suggestions",
                        principalColumn: "suggestion_id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_applications_next_at",
                schema: "constellation_realtime",
                table: "applications",
                column: "next_at",
                filter: "settled_at IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "applications",
                schema: "constellation_realtime");

            migrationBuilder.DropColumn(
                name: "result",
                schema: "constellation_realtime",
                table: "suggestions");
        }
    }
}
