/*
 * naivehook: what radius-route answers, as an ordinary program would: print
 * and exit.  For comparison.
 *
 *   naivehook REALM PASSWORD CIRCUIT-ID
 */
#include <stdio.h>

int
main(int argc, char *argv[])
{
	if (argc < 4)
		return 2;
	printf("Proxy-To-Realm := '%s', User-Name := '%s', "
	       "User-Password := '%s'\n",
	    argv[1], argv[3], argv[2]);
	return 0;
}
