"""Who is acting, from where, and what they are told who may not."""
