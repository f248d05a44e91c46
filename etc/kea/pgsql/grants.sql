-- What kea-reserve needs, as user collecte.
GRANT SELECT ON schema_version TO collecte;
GRANT SELECT, INSERT, UPDATE, DELETE ON hosts, ipv6_reservations TO collecte;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO collecte;
