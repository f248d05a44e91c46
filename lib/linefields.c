#include "linefields.h"
#include "vis.h"

static void
write_field(FILE *fp, const struct lineid_field *f)
{
	char buf[LINEID_VALUE_SIZE];
	size_t len;
	const char *value = lineid_value(f, buf, &len);

	fprintf(fp, " %s=", lineid_key_name(f->key));
	vis_write(fp, value, len);
}

void
linefields_write(FILE *fp, const struct lineid *line)
{
	fputs(line->layout->name, fp);
	for (size_t i = 0; i < line->count; i++)
		if (line->field[i].type != LINEID_ABSENT)
			write_field(fp, &line->field[i]);
}
