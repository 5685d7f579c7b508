// The entry of the admin page: every view starts here.
